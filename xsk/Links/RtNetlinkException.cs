using Falcon.Xsk.Native;

namespace Falcon.Xsk.Links;

/// <summary>
/// The kernel refused a request about links, addresses, routes or neighbours. The message contains the kernel's explanation.
/// </summary>
public sealed class RtNetlinkException : XskException
{
    /// <summary>An exception without a message.</summary>
    public RtNetlinkException()
    {
    }

    /// <summary>An exception without an error number.</summary>
    public RtNetlinkException(string message) : base(message)
    {
    }

    /// <summary>An exception caused by another one.</summary>
    public RtNetlinkException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception for a refused request.</summary>
    /// <param name="attempt">What was attempted.</param>
    /// <param name="errno">The error number, positive.</param>
    /// <param name="explanation">The kernel's explanation (NLMSGERR_ATTR_MSG); may be empty.</param>
    public RtNetlinkException(string attempt, int errno, string explanation)
        : base($"{attempt}: {Errno.Describe(errno)}{(explanation.Length == 0 ? "" : $": {explanation}")}", errno) =>
        Explanation = explanation;

    /// <summary>The kernel's explanation beyond the error number; may be empty.</summary>
    public string Explanation { get; } = "";
}
