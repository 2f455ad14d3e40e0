using Falcon.Xsk.Native;


namespace Falcon.Engine.Ports;

/// <summary>Makes and removes the devices of ports. One thread at a time.</summary>
internal interface IPortDevices : IDisposable
{
    /// <summary>Makes a port's devices, and replaces what a failed attempt left behind.</summary>
    /// <param name="plan">The port.</param>
    /// <param name="predecessorsEnd">As in <see cref="PortAttachment.Create"/>.</param>
    /// <exception cref="XskException">The devices cannot be made now.</exception>
    PortAttachment Create(PortPlan plan, long predecessorsEnd);

    /// <summary>Removes ports' devices; devices that are already gone are ignored. No frame comes from them afterwards.</summary>
    /// <exception cref="XskException">The kernel refuses to remove them.</exception>
    void Delete(IReadOnlyCollection<PortPlan> plans);
}
