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
        ["Cli"], ["Web"], ["Operations"], ["Supervisor"],
        ["Registre", "Ocr"],
        ["Jobs", "Capacity", "Gemini", "Documents", "Pdf", "Progress", "Webhooks"],
        ["Steering", "Access"],
        ["Redis", "Database"],
        ["Office"],
        ["Hosting"],
    ];

    // Pairs of sub-rooms that do use each other, and why. A pair that no longer does is taken out of this list.
    private static readonly Dictionary<string, string> MutualSubRooms = new(StringComparer.Ordinal)
    {
        ["Capacity: Ledger, Measurement"] = "an admission is refused by the ledger or delayed by the memory gate, in one answer; growth that no measurement shows yet is read from the ledger",
        ["Capacity: Ledger, Planning"] = "a plan tells what the ledger would refuse, in the ledger's words; those words write amounts as a plan does",
        ["Capacity: Measurement, Planning"] = "a budget starts at the size of the machine; a shortage of memory writes amounts as a plan does",
        ["Gemini: Api, Clients"] = "the client at the wire marks the tags of the call as sent; the limiting client asks the one at the wire to count tokens",
        ["Jobs: Leases, Outcomes"] = "what runs a job returns its outcome; the writer of outcomes writes under the job's lease",
        ["Ocr: Acceptance, Readings"] = "the gates judge readings; readings are spelled by the numbers that the gates know",
        ["Registre: Browser, Site"] = "a session hands out tabs of the site; the pages of the site act on the browser",
        ["Supervisor: Peers, Rebalancing"] = "demand is shared among peers by the split in force; a decision is logged in the JSON of the peers",
        ["Supervisor: Peers, Slots"] = "peers publish the reports of their slots; a report tells what its daemon offers to its peers",
        ["Supervisor: Reconciliation, Slots"] = "the reconciler compares what the slots hold; a daemon's report tells its slots and its drift together",
    };

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
    public void No_two_sub_rooms_of_a_room_use_each_other()
    {
        var uses =
            (from file in Repository.Files("src/Workers", ".cs")
             let parts = file.Split('/')
             where parts.Length > 4
             from match in SubRoomName().Matches(Repository.Read(file))
             where match.Groups["room"].Value == parts[2] && match.Groups["sub"].Value != parts[3]
             where Directory.Exists(Repository.PathOf("src", "Workers", parts[2], match.Groups["sub"].Value))
             select (Room: parts[2], From: parts[3], To: match.Groups["sub"].Value)).ToHashSet();

        var mutual = uses
            .Where(use => string.CompareOrdinal(use.From, use.To) < 0 && uses.Contains((use.Room, use.To, use.From)))
            .Select(use => $"{use.Room}: {use.From}, {use.To}");

        mutual.ShouldBe(MutualSubRooms.Keys, ignoreOrder: true);
    }

    [Fact]
    public void Operations_know_no_terminal()
    {
        var terminal =
            from file in Repository.Files("src/Workers/Operations", ".cs")
            from match in Terminal().Matches(Repository.Read(file))
            select $"{match.Value} in {file}";

        terminal.ShouldBeEmpty();
    }

    [Fact]
    public void Commands_reach_no_store_but_through_an_operation() =>
        Arrows().Where(arrow => arrow is { From: "Cli", To: "Redis" or "Database" }).ShouldBeEmpty();

    [Fact]
    public void The_architecture_page_names_every_sub_room()
    {
        var page = Repository.Read("docs/architecture.md");
        var unnamed =
            from room in Directory.GetDirectories(Repository.PathOf("src", "Workers"))
            let line = page.Split('\n').FirstOrDefault(text => text.StartsWith($"| `{Path.GetFileName(room)}/` |", StringComparison.Ordinal)) ?? ""
            from sub in Directory.GetDirectories(room).Select(folder => Path.GetFileName(folder))
            where sub is not "Lua" && !line.Contains($"`{sub}", StringComparison.Ordinal)
            select $"{Path.GetFileName(room)}/{sub}";

        unnamed.ShouldBeEmpty();
    }

    [Fact]
    public void Every_room_has_its_readme() =>
        Directory.GetDirectories(Repository.PathOf("src", "Workers")).Where(room => !File.Exists(Path.Combine(room, "README.md"))).ShouldBeEmpty();

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

    [GeneratedRegex(@"\bSystem\.CommandLine\b|\bSpectre\.Console\b|\bAnsiConsole\b|\bConsole\.|\bCommandException\b|\bExitCode\b", RegexOptions.None, 1000)]
    private static partial Regex Terminal();

    [GeneratedRegex(@"^using (?:static )?Workers\.", RegexOptions.Multiline, 1000)]
    private static partial Regex UsesWorkers();

    private sealed record Arrow(string From, string To, string File)
    {
        public override string ToString() => $"{From} -> {To} in {File}";
    }
}
