namespace Falcon.Xsk.Native;

/// <summary>A system call failed during set-up. The message says what was attempted and why it failed.</summary>
public class XskException : Exception
{
    /// <summary>An exception without a message.</summary>
    public XskException()
    {
    }

    /// <summary>An exception without an error number.</summary>
    public XskException(string message) : base(message)
    {
    }

    /// <summary>An exception caused by another one.</summary>
    public XskException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>An exception for a failed system call.</summary>
    /// <param name="message">What was attempted and why it failed.</param>
    /// <param name="errno">The error number, positive, see errno(3).</param>
    public XskException(string message, int errno) : base(message) => ErrorNumber = errno;

    /// <summary>The error number of the system call, see errno(3); 0 when there is none.</summary>
    public int ErrorNumber { get; }
}
