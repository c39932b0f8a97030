// The embedded API prints every statement that is refused, parameters included, through console.error. Tests refuse
// hundreds on purpose; as people run it, the stack's process redacts them (supabase/local/log.ts).
console.error = () => {};
