using Workers.Cli;

StandardStreams.Attach();
return await CommandLine.InvokeAsync(args);
