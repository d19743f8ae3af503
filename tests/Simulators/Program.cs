using Simulators.Servers;

return args switch
{
    ["servers"] => await ServersCommand.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Simulators servers");
    return 2;
}
