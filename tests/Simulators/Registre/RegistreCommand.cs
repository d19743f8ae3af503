using System.Globalization;
using System.Text.Json;

namespace Simulators.Registre;

/// <summary>The site in a process of its own, until standard input ends; prints its address as one JSON line.</summary>
internal static class RegistreCommand
{
    public const string Usage =
        "Simulators registre [--port N] [--catalogue FILE] [--accounts CODE:PASSWORD,…] [--bill FILE] [--papers FOLDER] [--inactivity-minutes N] [--daily-cap N]";

    public static async Task<int> RunAsync(string[] args)
    {
        RegistreOptions options;
        try
        {
            options = Parse(args);
        }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message}\nUsage: {Usage}");
            return 2;
        }

        await using var site = await RegistreSite.StartAsync(options);
        Console.WriteLine(JsonSerializer.Serialize(new { registre = site.BaseUrl, control = new Uri(site.Origin, ControlRoutes.Root) }));
        await Console.In.ReadLineAsync();
        return 0;
    }

    public static RegistreOptions Parse(string[] args)
    {
        if (args.Length % 2 != 0)
        {
            throw new FormatException("Every option needs a value.");
        }

        return args.Chunk(2).Aggregate(new RegistreOptions(), (options, pair) => pair[0] switch
        {
            "--port" => options with { Port = Number(pair) },
            "--catalogue" => options with { CataloguePath = pair[1] },
            "--accounts" => options with { Accounts = [.. pair[1].Split(',').Select(ParseAccount)] },
            "--bill" => options with { BillPath = pair[1] },
            "--papers" => options with { PapersFolder = pair[1] },
            "--inactivity-minutes" => options with { Inactivity = TimeSpan.FromMinutes(Number(pair)) },
            "--daily-cap" => options with { DailyCap = Number(pair) },
            _ => throw new FormatException($"{pair[0]} is no option."),
        });
    }

    private static int Number(string[] pair) => int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"{pair[0]} needs a whole number, not \"{pair[1]}\".");

    private static Account ParseAccount(string text) => text.Split(':', 2) is [var code, var password]
        ? new Account(code, password)
        : throw new FormatException("An account is written CODE:PASSWORD.");
}
