using Workers.Cli;

return await CommandLine.InvokeAsync(args);
