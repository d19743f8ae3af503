using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Webhooks;

public sealed class WebhookKeyTests
{
    [Fact]
    public void Each_environment_database_endpoint_and_generation_has_a_secret_of_its_own_and_the_same_every_time()
    {
        var (identity, endpoint) = (Guid.NewGuid(), Guid.NewGuid());
        string Secret(string key = "a key of at least thirty-two characters", TargetEnvironment environment = TargetEnvironment.Prod, Guid? database = null, Guid? of = null, int generation = 1) =>
            WebhookKey.Show(new WebhookKey(key).SecretOf(environment, database ?? identity, of ?? endpoint, generation));

        Secret().ShouldBe(Secret());
        new[] { Secret(), Secret("another key of at least thirty-two characters"), Secret(environment: TargetEnvironment.Staging), Secret(database: Guid.NewGuid()), Secret(of: Guid.NewGuid()), Secret(generation: 2) }.ShouldBeUnique();
        Secret().ShouldStartWith("whsec_");
        Convert.FromBase64String(Secret()["whsec_".Length..]).Length.ShouldBe(32);
    }

    [Fact]
    public void What_a_key_is_known_by_tells_the_environment_and_the_database_apart()
    {
        var (key, identity) = (new WebhookKey("a key of at least thirty-two characters"), Guid.NewGuid());

        new[] { key.CheckOf(TargetEnvironment.Prod, identity), key.CheckOf(TargetEnvironment.Dev, identity), key.CheckOf(TargetEnvironment.Prod, Guid.NewGuid()) }.ShouldBeUnique();
    }
}
