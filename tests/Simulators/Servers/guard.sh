# Runs one server for an owner and ends it with the owner, however the owner ends.
# Arguments: the folder to delete and the signal to send when the owner dies, the log file, then the server's command.
# Output: the server's process id, on one line.
# Input: one line with the signal that shall end the server. End of input means that the owner died.
# Promise: exits only when the server is gone, with the server's exit code.
folder=$1
signal=$2
log=$3
shift 3
"$@" </dev/null >>"$log" 2>&1 &
server=$!
echo "$server"
exec >/dev/null 2>&1
if read -r asked; then
  signal=$asked
  folder=
fi
# A paused server continues first, or it could not hear the signal.
kill -CONT "$server"
kill "-$signal" "$server"
wait "$server"
status=$?
[ -z "$folder" ] || rm -rf "$folder"
exit "$status"
