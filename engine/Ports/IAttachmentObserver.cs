namespace Falcon.Engine.Ports;

/// <summary>
/// Notified when ports get or lose devices, by the thread that holds <see cref="PortSet.Changes"/>. An exception is a fault of the port,
/// which is then down and retried.
/// </summary>
internal interface IAttachmentObserver
{
    /// <summary>A port's devices have changed.</summary>
    /// <param name="port">The port's index.</param>
    /// <param name="old">The former devices; null if it had none.</param>
    /// <param name="now">The new devices; null if it has none.</param>
    void Replaced(int port, PortAttachment? old, PortAttachment? now);
}
