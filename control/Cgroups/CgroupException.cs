namespace Falcon.Control.Cgroups;

/// <summary>A container's cgroup cannot be found, read or written. The message says which and why.</summary>
public sealed class CgroupException : Exception
{
    /// <summary>Without a cause.</summary>
    public CgroupException(string message) : base(message)
    {
    }

    /// <summary>With its cause.</summary>
    public CgroupException(string message, Exception cause) : base(message, cause)
    {
    }
}
