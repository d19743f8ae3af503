using Simulators.Local;
using Simulators.Servers;

return args switch
{
    ["servers"] => await ServersCommand.RunAsync(),
    ["local", var verb, var folder] => await LocalCommand.RunAsync(verb, folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        Usage: Simulators <what>
          servers                           a private Redis and Postgres until input ends
          local start|stop|status <folder>  a Redis and a Postgres that keep their data (scripts/local.sh)
        """);
    return 2;
}
