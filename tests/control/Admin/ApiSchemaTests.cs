using System.Text.Json;
using System.Text.Json.Nodes;
using Falcon.Api;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Testing;

namespace Falcon.Control.Tests.Admin;

/// <summary>Programs of others use the admin API: it must not change unnoticed.</summary>
[Collection(nameof(RunningDaemon))]
public sealed class ApiSchemaTests
{
    [Fact]
    public async Task The_schema_is_the_one_in_the_repository()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        string difference = KeptFile.Difference("api/openapi.json", await client.SchemaAsync() + "\n");
        Assert.True(difference.Length == 0, difference);
    }

    [Fact]
    public async Task The_schema_has_what_an_answer_has()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        using AdminClient client = daemon.Client();
        JsonNode schemas = JsonNode.Parse(await client.SchemaAsync())!["components"]!["schemas"]!;
        using var status = JsonDocument.Parse(await client.StatusJsonAsync());
        JsonObject described = schemas["DataplaneSnapshot"]!["properties"]!.AsObject();
        Assert.Equal(Names(status.RootElement), described.Select(property => property.Key).Order());
    }

    [Fact]
    public void A_bills_stages_are_the_engines() =>
        Assert.Equal(
            StandardStages.Table.Rows.Where(stage => stage.Payer != StagePayer.Nobody).Select(stage => stage.Name), BillReport.StageNames);

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(property => property.Name).Order();
}
