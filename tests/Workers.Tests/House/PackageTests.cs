using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Workers.House;

/// <summary>No package is referenced that nobody uses.</summary>
public sealed partial class PackageTests
{
    /// <summary>Where a package is seen: the namespace that its users name, when it is not the package's own name.</summary>
    private static readonly Dictionary<string, string> Namespaces = new(StringComparer.Ordinal)
    {
        ["Microsoft.Extensions.AI.Abstractions"] = "Microsoft.Extensions.AI",
        ["Microsoft.Extensions.TimeProvider.Testing"] = "Microsoft.Extensions.Time.Testing",
        ["OpenTelemetry.Exporter.OpenTelemetryProtocol"] = "AddOtlpExporter",
        ["OpenTelemetry.Exporter.Prometheus.AspNetCore"] = "AddPrometheusExporter",
        ["OpenTelemetry.Extensions.Hosting"] = "AddOpenTelemetry",
        ["OpenTelemetry.Instrumentation.Process"] = "AddProcessInstrumentation",
        ["OpenTelemetry.Instrumentation.Runtime"] = "AddRuntimeInstrumentation",
        ["Polly.Core"] = "Polly",
        ["Serilog.Extensions.Hosting"] = "Serilog",
        ["Serilog.Extensions.Logging"] = "Serilog",
        ["Serilog.Sinks.Console"] = "Serilog",
        ["SkiaSharp.NativeAssets.Linux.NoDependencies"] = "SkiaSharp",
        ["xunit.v3"] = "Xunit",
        // F# itself, which FsCheck is written in; the pin keeps one version.
        ["FSharp.Core"] = "FsCheck",
    };

    [Fact]
    public void Every_package_that_a_project_references_is_named_in_its_code()
    {
        var unused =
            from project in Repository.Files("src", ".csproj").Concat(Repository.Files("tests", ".csproj"))
            let code = string.Concat(Repository.Files(Path.GetDirectoryName(project)!, ".cs").Select(Repository.Read))
            from match in Reference().Matches(Repository.Read(project))
            let package = match.Groups["name"].Value
            where !code.Contains(Namespaces.GetValueOrDefault(package, package), StringComparison.Ordinal)
            select $"{package} in {project}";

        unused.ShouldBeEmpty();
    }

    [Fact]
    public void Every_version_that_is_pinned_belongs_to_a_reference()
    {
        var projects = string.Concat(Repository.Files(".", ".csproj").Append("Directory.Build.props").Select(Repository.Read));

        PinnedVersion().Matches(Repository.Read("Directory.Packages.props")).Select(match => match.Groups["name"].Value)
            .Where(package => !projects.Contains($"PackageReference Include=\"{package}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [GeneratedRegex("PackageReference Include=\"(?<name>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex("PackageVersion Include=\"(?<name>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex PinnedVersion();
}
