namespace Falcon.Control.Preflight;

/// <summary>The capabilities that Falcon needs, by their bit (linux/capability.h).</summary>
public enum Capability
{
    /// <summary>Devices, addresses, attaching XDP programs.</summary>
    NetAdmin = 12,

    /// <summary>AF_XDP and packet sockets.</summary>
    NetRaw = 13,

    /// <summary>Registering a UMEM of any size. Not needed where RLIMIT_MEMLOCK is large enough.</summary>
    IpcLock = 14,

    /// <summary>Making and entering network namespaces, loading BPF programs.</summary>
    SysAdmin = 21,

    /// <summary>Raising RLIMIT_MEMLOCK, which Falcon does where it is allowed to.</summary>
    SysResource = 24,
}
