(window.provider = window.provider || []).push("init-3.0.7.js");
