using System.Text.Json.Serialization;

namespace Falcon.Api;

/// <summary>The JSON of the admin API, by source generation: camelCase, one object per answer.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DataplaneSnapshot))]
[JsonSerializable(typeof(IReadOnlyList<FdbSnapshot>))]
[JsonSerializable(typeof(BillReport))]
[JsonSerializable(typeof(BillSeries))]
[JsonSerializable(typeof(ReloadReport))]
public sealed partial class AdminJson : JsonSerializerContext;
