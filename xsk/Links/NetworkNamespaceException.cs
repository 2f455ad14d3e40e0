using Falcon.Xsk.Native;

namespace Falcon.Xsk.Links;

/// <summary>A network namespace could not be opened, made or entered. The message names it and says what would be right.</summary>
public sealed class NetworkNamespaceException : XskException
{
    /// <summary>An exception without a message.</summary>
    public NetworkNamespaceException()
    {
    }

    /// <summary>An exception without an error number.</summary>
    public NetworkNamespaceException(string message) : base(message)
    {
    }

    /// <summary>An exception caused by another one.</summary>
    public NetworkNamespaceException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception for a failed system call.</summary>
    public NetworkNamespaceException(string message, int errno) : base(message, errno)
    {
    }
}
