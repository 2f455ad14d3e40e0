using System.Text.Json.Serialization;

namespace Falcon.Api.Catalogue;

/// <summary>How a metric behaves.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricType>))]
public enum MetricType
{
    /// <summary>Goes up and down.</summary>
    [JsonStringEnumMemberName("gauge")]
    Gauge,

    /// <summary>Only grows, from 0 at the daemon's start.</summary>
    [JsonStringEnumMemberName("counter")]
    Counter,
}
