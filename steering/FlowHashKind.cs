namespace Falcon.Steering;

/// <summary>How flows are hashed.</summary>
public enum FlowHashKind
{
    /// <summary><see cref="FlowHash"/>: CRC32-C. Cheap; who chooses addresses and ports can make flows meet.</summary>
    Crc32C,

    /// <summary><see cref="SecretFlowHash"/>: xxHash with a secret.</summary>
    XxHash,
}
