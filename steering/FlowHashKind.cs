namespace Falcon.Steering;

/// <summary>How flows are hashed.</summary>
public enum FlowHashKind
{
    /// <summary><see cref="FlowHash"/>: CRC32-C. Cheap. Whoever chooses addresses and ports can make flows collide.</summary>
    Crc32C,

    /// <summary><see cref="SecretFlowHash"/>: xxHash with a secret.</summary>
    XxHash,
}
