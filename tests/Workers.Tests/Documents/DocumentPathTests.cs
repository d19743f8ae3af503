using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Xunit;

namespace Workers.Documents;

public sealed class DocumentPathTests
{
    private static readonly Uri Project = new("https://abc.supabase.co");

    [Theory]
    [InlineData("https://abc.supabase.co/storage/v1/object/public/index/399-184.pdf", "index/399-184.pdf")]
    [InlineData("https://abc.supabase.co/storage/v1/object/sign/actes/1%20a.pdf?token=x.y", "actes/1 a.pdf")]
    [InlineData("https://abc.supabase.co/storage/v1/object/plans-cadastraux/1.pdf", "plans-cadastraux/1.pdf")]
    [InlineData("/storage/v1/object/public/index/1.pdf", "index/1.pdf")]
    [InlineData("index/1.pdf", "index/1.pdf")]
    [InlineData("documents/folder/1.pdf", "documents/folder/1.pdf")]
    [InlineData(" 1-Hull-1760630669962.pdf ", "actes/1-Hull-1760630669962.pdf")]
    public void Every_form_that_rows_hold_is_read(string path, string expected) =>
        DocumentPath.Parse(path, DocumentSource.Acte, TargetEnvironment.Prod, Project).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("index/")]
    [InlineData("/1.pdf")]
    [InlineData("index/../../etc/passwd")]
    [InlineData("https://abc.supabase.co/rest/v1/x")]
    [InlineData("..")]
    public void What_names_no_object_is_refused(string path) =>
        Should.Throw<DocumentStoreException>(() => DocumentPath.Parse(path, DocumentSource.Acte, TargetEnvironment.Prod, Project))
            .ShouldSatisfyAllConditions(fault => fault.IsWrongAddress.ShouldBeTrue(), fault => fault.Missing.ShouldBeFalse());

    [Fact]
    public void Another_projects_address_is_refused_with_both_names()
    {
        var refused = Should.Throw<DocumentStoreException>(() => DocumentPath.Parse(
            "https://dev-project.supabase.co/storage/v1/object/public/index/1.pdf", DocumentSource.Index, TargetEnvironment.Prod, Project));

        refused.Message.ShouldContain("dev-project.supabase.co");
        refused.Message.ShouldContain("PROD");
        refused.Message.ShouldContain("abc.supabase.co");
    }

    [Theory]
    [InlineData("Montréal", "Montreal")]
    [InlineData("Paroisse de Saint-Bruno", "Paroisse_de_Saint-Bruno")]
    [InlineData("Sacré-Cœur (canton)", "Sacre-Coeur__canton_")]
    [InlineData("a/b\\c", "a_b_c")]
    public void Keys_are_plain_letters(string text, string folded) => DocumentKey.Fold(text).ShouldBe(folded);

    [Fact]
    public void A_key_tells_the_hash_it_ends_in_and_an_old_key_none()
    {
        var hash = new string('a', 64);

        DocumentKey.Sha256Of(DocumentKey.Of(new(DocumentSource.Acte, "12 345", null, null, hash))).ShouldBe(hash);
        DocumentKey.Sha256Of("1-Hull-1760630669962.pdf").ShouldBeNull();
    }
}
