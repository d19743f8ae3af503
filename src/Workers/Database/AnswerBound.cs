using System.Globalization;
using Workers.Hosting.Http;

namespace Workers.Database;

/// <summary>
/// How much an answer of the database may hold. The largest that a function rightly gives is that of <c>workers_enqueue</c> to 20 000
/// documents that are all refused with a reason (about 9 MB); kept pages come in pieces of 4 MB and one page more, a history has its last 5000 events.
/// </summary>
internal static class AnswerBound
{
    public const int Megabytes = 16;

    /// <summary>One byte more than is allowed, by which a longer answer is known.</summary>
    public const int Read = (Megabytes << 20) + 1;

    /// <summary>Of the whole process: leases and outcomes are far below a megabyte and wait for nobody.</summary>
    public static LargeAnswers Large { get; } = new(seats: 2, from: 1 << 20);

    /// <exception cref="DatabaseException">There are more bytes than an answer of ours has.</exception>
    public static void Require(string function, int bytes)
    {
        if (bytes >= Read)
        {
            throw new DatabaseException(DatabaseFailure.Unavailable, string.Create(CultureInfo.InvariantCulture, $"{function} answered more than {Megabytes} MB, which none of our functions does"));
        }
    }
}
