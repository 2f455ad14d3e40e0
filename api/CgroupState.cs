using System.Text.Json.Serialization;

namespace Falcon.Api;

/// <summary>Whether a container's network is charged to its cgroup.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CgroupState>))]
public enum CgroupState
{
    /// <summary>Its quota is lowered by what its network costs.</summary>
    [JsonStringEnumMemberName("charged")]
    Charged,

    /// <summary>It has no CPU limit, so there is nothing to lower.</summary>
    [JsonStringEnumMemberName("unlimited")]
    Unlimited,

    /// <summary>It was not found, or is gone.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,

    /// <summary>Its limit cannot be written.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}
