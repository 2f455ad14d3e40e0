namespace Falcon.Engine.Ports;

/// <summary>
/// Told when ports get devices and lose them, by the thread that holds <see cref="PortSet.Changes"/>. What it throws is a fault of the
/// port, which is down then and tried again.
/// </summary>
internal interface IAttachmentObserver
{
    /// <summary>A port's devices are others than before.</summary>
    /// <param name="port">Its index.</param>
    /// <param name="old">Those that are gone; null: it had none.</param>
    /// <param name="now">Those that it has; null: it has none.</param>
    void Replaced(int port, PortAttachment? old, PortAttachment? now);
}
