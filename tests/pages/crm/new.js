// A page of a new CRM: it shows who the customer is, and keeps the notes that the agent writes in Reo.
const crm = { log: [], code: null };
const phone = Reo.connect({ name: document.title, ports: PORTS, scopes: ["events", "dial", "control", "answer", "agents"] });

phone.on("event", (event, call) => crm.log.push(call ? `${event.type} ${call.direction} ${call.number}` : event.type));
phone.on("state", (state) => { crm.code = state.type === "pairing" ? state.code : null; });

phone.on("callAnswered", (event, call) => phone.showCustomer(call, {
  id: "kh-7",
  name: "Nguyễn Thị Mai",
  lines: [{ label: "Hạng", value: "Vàng" }],
  outcomes: ["Đã bán", "Gọi lại"],
}));

// Takes its time, as a database does; what is stored once too often would show.
phone.onNote(async (note) => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  localStorage.notes = JSON.stringify([...notes(), `${note.customer} ${note.outcome} ${note.note}`]);
});

function notes() { return JSON.parse(localStorage.notes ?? "[]"); }
