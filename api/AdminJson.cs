using System.Text.Json.Serialization;
using Falcon.Api.Catalogue;

namespace Falcon.Api;

/// <summary>The JSON of the admin API and of the catalogue, by source generation: camelCase, one object per answer.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DataplaneSnapshot))]
[JsonSerializable(typeof(IReadOnlyList<FdbSnapshot>))]
[JsonSerializable(typeof(BillReport))]
[JsonSerializable(typeof(BillSeries))]
[JsonSerializable(typeof(ReloadReport))]
[JsonSerializable(typeof(Explanation))]
public sealed partial class AdminJson : JsonSerializerContext;
