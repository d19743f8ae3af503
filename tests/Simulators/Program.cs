using Simulators.Chaos;
using Simulators.Demo;
using Simulators.Gemini;
using Simulators.Local;
using Simulators.Registre;
using Simulators.Servers;
using Simulators.Supabase;

return args switch
{
    ["demo"] => await DemoCommand.RunAsync(keep: false),
    ["demo", "--keep"] => await DemoCommand.RunAsync(keep: true),
    ["chaos", .. var options] => await ChaosCommand.RunAsync(options),
    ["servers"] => await ServersCommand.RunAsync(),
    ["local", var verb, var folder] => await LocalCommand.RunAsync(verb, folder),
    ["registre", .. var options] => await RegistreCommand.RunAsync(options),
    ["supabase", var connectionString, var objects] => await SupabaseCommand.RunAsync(connectionString, objects),
    ["gemini", .. var options] => await GeminiCommand.RunAsync(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        Usage: Simulators <what>
          demo [--keep]                     a whole world, the daemon in it, and a feed (scripts/demo.sh)
          chaos [options]                   daemons under a seeded stream of faults (scripts/chaos.sh)
          servers                           a private Redis and Postgres until input ends
          supabase <connection> <folder>    a Supabase front over that Postgres until input ends
          local start|stop|status <folder>  a Redis and a Postgres that keep their data (scripts/local.sh)
          registre [options]                the land registry until input ends
          gemini [options]                  the Gemini API until input ends
        """);
    return 2;
}
