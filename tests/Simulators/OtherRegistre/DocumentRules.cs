namespace Simulators.OtherRegistre;

/// <summary>What a test wants of single documents, whatever the shape says. Used under the site's lock.</summary>
internal sealed class DocumentRules
{
    private readonly List<Hold> _holds = [];
    private readonly Dictionary<OtherDocument, (Billing Step, int Hop)> _billing = [];
    private readonly HashSet<OtherDocument> _hidden = [];

    /// <summary>The hop counts where a redirect bills; 1 elsewhere.</summary>
    public void BillAt(OtherDocument document, Billing step, int hop) => _billing[document] = (step, hop);

    public (Billing Step, int Hop) BillingOf(OtherDocument document, Billing usual) => _billing.GetValueOrDefault(document, (usual, 1));

    public void Hide(OtherDocument document) => _hidden.Add(document);

    public void ShowAll() => _hidden.Clear();

    public bool Shows(BilledConsultation line) => !_hidden.Contains(line.Document);

    public Task HoldAsync(OtherDocument document, OtherStep step, int nth)
    {
        var hold = new Hold(document, step) { Left = nth };
        _holds.Add(hold);
        return hold.Reached.Task;
    }

    /// <summary>Whether the answer to this request is held, counted once; whoever waits for it hears of it.</summary>
    public bool Holds(OtherDocument document, OtherStep step)
    {
        if (_holds.Find(hold => hold.Document == document && hold.Step == step) is not { } hold || --hold.Left > 0)
            return false;
        _holds.Remove(hold);
        hold.Reached.SetResult();
        return true;
    }

    private sealed record Hold(OtherDocument Document, OtherStep Step)
    {
        public int Left { get; set; }

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
