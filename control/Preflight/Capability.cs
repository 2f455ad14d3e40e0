namespace Falcon.Control.Preflight;

/// <summary>The capabilities that Falcon needs, by their bit (linux/capability.h).</summary>
public enum Capability
{
    /// <summary>Devices, addresses, attaching XDP programs.</summary>
    NetAdmin = 12,

    /// <summary>AF_XDP and packet sockets.</summary>
    NetRaw = 13,

    /// <summary>Entering and making network namespaces.</summary>
    SysAdmin = 21,

    /// <summary>Loading BPF programs; <see cref="SysAdmin"/> includes it.</summary>
    Bpf = 39,
}
