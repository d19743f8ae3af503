using Workers.House;
using Workers.Jobs;
using Workers.Registre;
using Workers.Scenarios;
using Workers.Web.Pages;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Workers.Support.LongestFirst))]

namespace Workers.Support;

/// <summary>
/// Starts the classes that take longest before all others, so that the end of a run does not wait for one that began late.
/// The others keep an order of chance, as the runner gives it.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = 
    [
        RegistreCollection.Name, OtherCollection.Name, typeof(BuildTests).FullName!, typeof(PagesInBrowserTests).FullName!, typeof(SupabaseLiteJobStoreTests).FullName!, typeof(WholeDaemonTests).FullName!,
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. DefaultTestCollectionOrderer.Instance.OrderTestCollections(testCollections).OrderBy(collection => PlaceOf(collection.TestCollectionDisplayName))];

    /// <summary>A class without a collection of its own is named in "Test collection for {class} (id: …)".</summary>
    internal static int PlaceOf(string collection)
    {
        var words = collection.Split(' ');
        var place = Array.FindIndex(Longest, name => words.Contains(name));
        return place < 0 ? Longest.Length : place;
    }
}
