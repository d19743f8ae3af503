using Shouldly;
using Workers.Hosting.Settings;
using Xunit;

namespace Workers.Hosting.Telemetry;

public sealed class OtlpWayTests
{
    [Theory]
    [InlineData("grpc", "http://127.0.0.1:4317/")]
    [InlineData("HTTP/protobuf", "http://127.0.0.1:4317/v1/traces")]
    public void Over_HTTP_each_signal_has_a_path_of_its_own(string word, string address)
    {
        OtlpWay.TryParse(word, out var way).ShouldBeTrue();

        way!.AddressOf(new("http://127.0.0.1:4317"), "traces").AbsoluteUri.ShouldBe(address);
    }

    [Fact]
    public void Another_protocol_is_refused_with_what_is_allowed_and_headers_are_secret()
    {
        var reader = new SettingsReader(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/json",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "api-key=not-to-be-shown",
        });
        reader.Read<TelemetryOptions>().Headers!.Text.ShouldBe("api-key=not-to-be-shown");

        reader.Faults.ShouldHaveSingleItem().ToString().ShouldContain("grpc (port 4317 by custom) or http/protobuf");
        reader.Secrets.ShouldContain("api-key=not-to-be-shown");
    }

    [Theory]
    [InlineData("api-key=abc", true)]
    [InlineData("api-key=abc,x-tenant=office,", true)]
    [InlineData("Authorization=Basic%20YWJjOmRlZg==", true)]
    [InlineData("api-key", false)]
    [InlineData("api-key=", false)]
    [InlineData("=abc", false)]
    [InlineData("api key=abc", false)]
    [InlineData("a=1,,b=2", false)]
    [InlineData("a=1,A=2", false)]
    [InlineData("content-type=text/plain", false)]
    [InlineData("api-key=abc%0Ax-other: 1", false)]
    public void Headers_that_no_collector_could_be_sent_are_a_fault_of_the_configuration_without_their_text(string text, bool isTaken)
    {
        var reader = new SettingsReader(new Dictionary<string, string>(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_HEADERS"] = text });

        (reader.Read<TelemetryOptions>().Headers is not null).ShouldBe(isTaken);

        var faults = reader.Faults.Select(fault => fault.ToString()).ToList();
        faults.Count.ShouldBe(isTaken ? 0 : 1);
        faults.ShouldAllBe(fault => fault.StartsWith("OTEL_EXPORTER_OTLP_HEADERS: found '(hidden)'; allowed: name=value", StringComparison.Ordinal));
    }
}
