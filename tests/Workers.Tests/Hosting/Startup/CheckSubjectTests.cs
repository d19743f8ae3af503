using System.Reflection;
using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Hosting.Startup;

/// <summary>Operators look for these words in logs and in the runbook; code never does.</summary>
public sealed class CheckSubjectTests
{
    private static readonly IReadOnlyList<(CheckSubject Subject, string Name)> Pinned =
    [
        (new CheckSubject.Redis(), "Redis"),
        (new CheckSubject.Environment(TargetEnvironment.Prod), "Prod"),
        (new CheckSubject.Environment(TargetEnvironment.Staging), "Staging"),
        (new CheckSubject.Environment(TargetEnvironment.Dev), "Dev"),
        (new CheckSubject.Capacity(), "Capacity"),
        (new CheckSubject.Browser(), "Chromium"),
        (new CheckSubject.Ocr(), "OCR"),
    ];

    [Fact]
    public void Each_subject_has_the_name_that_operators_read()
    {
        foreach (var (subject, name) in Pinned)
        {
            (subject.Name, subject.ToString()).ShouldBe((name, name));
        }
    }

    [Fact]
    public void A_failure_begins_with_the_name() =>
        new CheckFailure(new CheckSubject.Browser(), "it does not start", 78).ToString().ShouldBe("Chromium: it does not start");

    [Fact]
    public void No_subject_and_no_environment_is_left_out_here()
    {
        Pinned.Select(one => one.Subject.GetType()).Distinct().ShouldBe(
            typeof(CheckSubject).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(type => type.IsSubclassOf(typeof(CheckSubject))), ignoreOrder: true);
        Pinned.Select(one => one.Subject).OfType<CheckSubject.Environment>().Select(one => one.Target).ShouldBe(TargetEnvironments.All, ignoreOrder: true);
    }
}
