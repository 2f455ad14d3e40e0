using Falcon.Xsk.Native;

namespace Falcon.Xsk.Programs;

/// <summary>An XDP program could not be attached. If another program was in the way, it is named here and stays attached.</summary>
public sealed class XdpAttachException : XskException
{
    /// <summary>An exception without a message.</summary>
    public XdpAttachException()
    {
    }

    /// <summary>An exception without an error number.</summary>
    public XdpAttachException(string message) : base(message)
    {
    }

    /// <summary>An exception caused by another one.</summary>
    public XdpAttachException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal XdpAttachException(string message, int errno, uint foreignId, string? foreignName) : base(message, errno)
    {
        ForeignProgramId = foreignId;
        ForeignProgramName = foreignName;
    }

    /// <summary>Id of the program that the device already has; 0 when there is none.</summary>
    public uint ForeignProgramId { get; }

    /// <summary>Name of the program that the device already has; null when there is none.</summary>
    public string? ForeignProgramName { get; }
}
