using Shouldly;
using Xunit;

namespace Workers.Registre.Consultations;

public sealed class ConsultationStepTests
{
    private const string Here = "here";
    private static readonly TimeSpan Unseen = TimeSpan.FromHours(24);

    [Theory]
    [InlineData("Prepared", false, "Buy")]
    [InlineData("Submitting", false, "LookUp")]
    [InlineData("Submitting", true, "Upload")]
    [InlineData("Received", true, "Upload")]
    [InlineData("Received", false, "LookUp")]
    [InlineData("Uncertain", false, "LookUp")]
    [InlineData("Uncertain", true, "Upload")]
    [InlineData("Rejected", true, "AskOperator")]
    public void A_purchase_resumes_from_its_last_certain_step(string state, bool bytesHere, string move) =>
        Next(Enum.Parse<ConsultationState>(state), bytesHere).ToString().ShouldBe(move);

    [Fact]
    public void Only_a_prepared_consultation_is_ever_bought() =>
        Enum.GetValues<ConsultationState>()
            .Where(state => Next(state, bytesHere: false) is ConsultationMove.Buy)
            .ShouldBe([ConsultationState.Prepared]);

    [Fact]
    public void Bytes_on_another_server_are_fetched_there_until_it_is_unseen_for_long()
    {
        Next(ConsultationState.Received, bytesHere: false, machine: "there").ShouldBe(ConsultationMove.GoHome);
        Next(ConsultationState.Received, bytesHere: false, machine: "there", age: Unseen).ShouldBe(ConsultationMove.LookUp);
    }

    [Fact]
    public void Bytes_that_a_person_accepted_are_stored_or_missed_and_nothing_is_looked_for_in_their_place()
    {
        var accepted = Row(ConsultationState.Received) with { ContentSha256 = "abc", Accepted = new("abc", default) };

        Next(accepted, bytesHere: true).ShouldBe(ConsultationMove.Upload);
        Next(accepted, bytesHere: false).ShouldBe(ConsultationMove.TellGone);
        Next(accepted with { MachineId = "there" }, bytesHere: false).ShouldBe(ConsultationMove.GoHome);
        Next(accepted with { MachineId = "there", AgeSeconds = Unseen.TotalSeconds }, bytesHere: false).ShouldBe(ConsultationMove.GoHome, "only the server that has them can say that they are gone");
        Next(accepted with { ContentSha256 = "other" }, bytesHere: false).ShouldBe(ConsultationMove.LookUp);
    }

    [Fact]
    public void Another_jobs_purchase_is_waited_for_and_a_stored_document_reused()
    {
        ConsultationStep.Next(new(BeginVerdict.Busy, null), false, Here, Unseen).ShouldBe(ConsultationMove.Wait);
        ConsultationStep.Next(new(BeginVerdict.Reuse, Row(ConsultationState.Stored)), false, Here, Unseen).ShouldBe(ConsultationMove.Reuse);
    }

    private static ConsultationMove Next(ConsultationState state, bool bytesHere, string machine = Here, TimeSpan age = default) =>
        Next(Row(state, machine, age), bytesHere);

    private static ConsultationMove Next(Consultation row, bool bytesHere) => ConsultationStep.Next(new(BeginVerdict.Open, row), bytesHere, Here, Unseen);

    private static Consultation Row(ConsultationState state, string machine = Here, TimeSpan age = default) =>
        new(Guid.Empty, Guid.Empty, state, "12A3456", machine, null, false, null, null, null, null, null, null, null, age.TotalSeconds);
}
