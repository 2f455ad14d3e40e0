using System.Text.Json.Serialization;

namespace Falcon.Control.Cgroups;

/// <summary>The JSON of the journal, by source generation.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(JournalEntry[]))]
internal sealed partial class CgroupJson : JsonSerializerContext;
