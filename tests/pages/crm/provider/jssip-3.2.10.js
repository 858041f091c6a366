(window.provider = window.provider || []).push("jssip-3.2.10.js");
