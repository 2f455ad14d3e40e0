using System.Text.Json;
using System.Text.Json.Nodes;
using Falcon.Api;
using Falcon.Engine.Stages;
using Falcon.Testing;
using Falcon.Testing.Processes;

namespace Falcon.Control.Tests.Admin;

/// <summary>Others build on the admin API: it does not change unnoticed.</summary>
[Collection(nameof(RunningDaemon))]
public sealed class ApiSchemaTests
{
    private const string Renew = "FALCON_RENEW";

    [Fact]
    public async Task The_schema_is_the_one_in_the_repository()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        string served = await client.SchemaAsync() + "\n", file = Repository.PathOf("api/openapi.json");
        if (Environment.GetEnvironmentVariable(Renew) is not null) await File.WriteAllTextAsync(file, served);
        if (await File.ReadAllTextAsync(file) != served)
            Assert.Fail(
                $"the API is not the one in api/openapi.json; if that is meant, run this test with {Renew}=1\n{Difference(file, served)}");
    }

    [Fact]
    public async Task The_schema_has_what_an_answer_has()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        JsonNode schemas = JsonNode.Parse(await client.SchemaAsync())!["components"]!["schemas"]!;
        using JsonDocument status = JsonDocument.Parse(await client.StatusJsonAsync());
        JsonObject described = schemas["DataplaneSnapshot"]!["properties"]!.AsObject();
        Assert.Equal(Names(status.RootElement), described.Select(property => property.Key).Order());
    }

    [Fact]
    public void A_bills_stages_are_the_engines() =>
        Assert.Equal(
            StageTable.Standard.Rows.Where(stage => stage.Payer != StagePayer.Nobody).Select(stage => stage.Name), BillReport.StageNames);

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(property => property.Name).Order();

    private static string Difference(string file, string served) => (new Command("diff", "-u", file, "-") { Input = served }).Run().Output;
}
