using System.Text.Json.Serialization;
using Falcon.Control.Billing;
using Falcon.Control.Daemon;
using Falcon.Engine.Snapshots;

namespace Falcon.Control.Admin;

/// <summary>The JSON of the admin API, by source generation: camelCase, one object per answer.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DataplaneSnapshot))]
[JsonSerializable(typeof(IReadOnlyList<FdbSnapshot>))]
[JsonSerializable(typeof(BillReport))]
[JsonSerializable(typeof(BillSeries))]
[JsonSerializable(typeof(ReloadReport))]
public sealed partial class AdminJson : JsonSerializerContext;
