namespace Falcon.Xsk;

/// <summary>The kernel refused a request about links, addresses, routes or neighbours; the message holds the kernel's own explanation.</summary>
public sealed class RtNetlinkException : XskException
{
    /// <summary>An exception without a message.</summary>
    public RtNetlinkException()
    {
    }

    /// <summary>An exception that no error number belongs to.</summary>
    public RtNetlinkException(string message) : base(message)
    {
    }

    /// <summary>An exception caused by another one.</summary>
    public RtNetlinkException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception for a refused request.</summary>
    /// <param name="attempt">What was tried.</param>
    /// <param name="errno">The error number, positive.</param>
    /// <param name="explanation">The kernel's words (NLMSGERR_ATTR_MSG); empty when it gave none.</param>
    public RtNetlinkException(string attempt, int errno, string explanation)
        : base(explanation.Length == 0 ? $"{attempt}: {Errno.Describe(errno)}" : $"{attempt}: {Errno.Describe(errno)}: {explanation}", errno) =>
        Explanation = explanation;

    /// <summary>What the kernel said beyond the error number; empty when nothing.</summary>
    public string Explanation { get; } = "";
}
