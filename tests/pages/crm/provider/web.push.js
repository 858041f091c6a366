(window.provider = window.provider || []).push("web.push.js");
