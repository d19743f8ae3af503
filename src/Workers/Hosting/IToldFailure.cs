namespace Workers.Hosting;

/// <summary>An exception whose message tells an operator all: of a kind that is known, met outside this program. Its stack would only bury it.</summary>
internal interface IToldFailure;
