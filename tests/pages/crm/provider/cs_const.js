(window.provider = window.provider || []).push("cs_const.js");
