using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Workers.House;

/// <summary>Rooms depend on each other in one direction.</summary>
public sealed partial class ArrowTests
{
    // A room may use its own layer and those below it; Hosting serves all and uses none.
    private static readonly string[][] Layers =
    [
        ["Program"],
        ["Cli"], ["Operations"], ["Supervisor"],
        ["Registre", "Ocr"],
        ["Jobs", "Capacity", "Gemini", "Documents", "Pdf", "Progress"],
        ["Redis", "Database"],
        ["Hosting"],
    ];

    // Sub-rooms that use each other all the same, with what binds them.
    private static readonly (string Room, string One, string Other, string Why)[] Bound =
    [
        ("Capacity", "Ledger", "Measurement", "an answer to a reservation carries a shortage of memory; growth is expected of the ledger's workers"),
        ("Capacity", "Ledger", "Planning", "a shortage is worded against the budget; a plan words its waits as the ledger does"),
        ("Capacity", "Measurement", "Planning", "a shortage of memory is worded in Planning's amounts; a budget is made of the machine's size"),
        ("Gemini", "Api", "Clients", "the wire reports to a call's tags; a client asks the wire to count a large call's tokens"),
        ("Jobs", "Leases", "Outcomes", "a worker of a running job returns its outcome; the writer of outcomes ends running jobs"),
        ("Ocr", "Acceptance", "Readings", "the gate judges readings; corrections know a number as the gate does"),
        ("Registre", "Browser", "Site", "a session logs in on the entry page; pages act through a tab"),
        ("Supervisor", "Peers", "Rebalancing", "peers are offered what the plan of the pool leaves; a decision is logged in the JSON of the daemons' directory"),
        ("Supervisor", "Peers", "Slots", "the directory holds daemons' reports; a report tells what is offered to peers"),
        ("Supervisor", "Reconciliation", "Slots", "slots are reconciled; a daemon's report tells the drift beside its slots"),
    ];

    [Fact]
    public void Arrows_between_rooms_point_down()
    {
        var up = Arrows().Where(arrow => LayerOf(arrow.To) < LayerOf(arrow.From)).Select(arrow => arrow.ToString());

        up.ShouldBeEmpty();
    }

    [Fact]
    public void No_two_rooms_use_each_other()
    {
        var arrows = Arrows().Select(arrow => (arrow.From, arrow.To)).ToHashSet();

        arrows.Where(arrow => arrows.Contains((arrow.To, arrow.From))).ShouldBeEmpty();
    }

    [Fact]
    public void No_two_sub_rooms_use_each_other()
    {
        var arrows = SubRoomArrows().ToHashSet();
        var mutual = arrows.Where(arrow => string.CompareOrdinal(arrow.From, arrow.To) < 0 && arrows.Contains((arrow.Room, arrow.To, arrow.From)));

        mutual.ShouldBe(Bound.Select(pair => (pair.Room, pair.One, pair.Other)), ignoreOrder: true);
    }

    [Fact]
    public void Nothing_but_the_program_uses_the_command_line()
    {
        Arrows().Where(arrow => arrow.To == "Cli" && arrow.From != "Program").ShouldBeEmpty();
    }

    [Fact]
    public void Operations_never_print_and_never_parse_arguments()
    {
        var spoken =
            from file in Repository.Files("src/Workers/Operations", ".cs")
            from match in Terminal().Matches(Repository.Read(file))
            select $"{match.Value} in {file}";

        spoken.ShouldBeEmpty();
    }

    [Fact]
    public void Every_room_has_its_layer()
    {
        var rooms = Directory.GetDirectories(Repository.PathOf("src", "Workers")).Select(folder => Path.GetFileName(folder));

        rooms.Except(Layers.SelectMany(layer => layer), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void The_daemon_and_the_simulated_world_do_not_know_each_other()
    {
        Repository.Files("src", ".cs", ".csproj").Where(file => Repository.Read(file).Contains("Simulator", StringComparison.Ordinal)).ShouldBeEmpty();
        Repository.Files("tests/Simulators", ".cs").Where(file => UsesWorkers().IsMatch(Repository.Read(file))).ShouldBeEmpty();
        Repository.Read("tests/Simulators/Simulators.csproj").ShouldNotContain("ProjectReference");
    }

    private static IEnumerable<Arrow> Arrows() =>
        from file in Repository.Files("src/Workers", ".cs")
        let room = RoomOf(file)
        from match in RoomName().Matches(Repository.Read(file))
        let used = match.Groups["room"].Value
        where used != room && LayerOf(used) >= 0
        select new Arrow(room, used, file);

    private static IEnumerable<(string Room, string From, string To)> SubRoomArrows() =>
        from file in Repository.Files("src/Workers", ".cs")
        let parts = file.Split('/')
        where parts.Length > 4
        from match in SubRoomName().Matches(Repository.Read(file))
        let used = match.Groups["sub"].Value
        where match.Groups["room"].Value == parts[2] && used != parts[3] && Directory.Exists(Repository.PathOf("src", "Workers", parts[2], used))
        select (parts[2], parts[3], used);

    private static string RoomOf(string file)
    {
        var parts = file.Split('/');
        return parts.Length > 3 ? parts[2] : "Program";
    }

    private static int LayerOf(string room) => Array.FindIndex(Layers, layer => layer.Contains(room, StringComparer.Ordinal));

    [GeneratedRegex(@"\bWorkers\.(?<room>[A-Z][A-Za-z]+)", RegexOptions.None, 1000)]
    private static partial Regex RoomName();

    [GeneratedRegex(@"\bWorkers\.(?<room>[A-Z][A-Za-z]+)\.(?<sub>[A-Z][A-Za-z]+)", RegexOptions.None, 1000)]
    private static partial Regex SubRoomName();

    [GeneratedRegex(@"\bSystem\.CommandLine\b|\bSpectre\.Console\b|\bConsole\.|\bWorkers\.Cli\b", RegexOptions.None, 1000)]
    private static partial Regex Terminal();

    [GeneratedRegex(@"^using (?:static )?Workers\.", RegexOptions.Multiline, 1000)]
    private static partial Regex UsesWorkers();

    private sealed record Arrow(string From, string To, string File)
    {
        public override string ToString() => $"{From} -> {To} in {File}";
    }
}
