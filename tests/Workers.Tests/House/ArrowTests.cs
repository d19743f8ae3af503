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

    [GeneratedRegex(@"^using (?:static )?Workers\.", RegexOptions.Multiline, 1000)]
    private static partial Regex UsesWorkers();

    private sealed record Arrow(string From, string To, string File)
    {
        public override string ToString() => $"{From} -> {To} in {File}";
    }
}
