// Reo: what pages read of the provider's constants. The numbers of its messages are not here: no page sends messages by itself,
// and Reo reads them from the contact centre at every sign-in. API_SERVER is not here either: this file does not know whose it is.
var DEVICE_BROWSER = 1;
var ERROR_CODE_CALL_NOT_FOUND = 'IPCCERR0000';
