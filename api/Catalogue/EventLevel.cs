using System.Text.Json.Serialization;

namespace Falcon.Api.Catalogue;

/// <summary>How bad an event is, as the log says it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventLevel>))]
public enum EventLevel
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("info")]
    Info,

    /// <summary>Somebody should look at it.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>A bug.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}
