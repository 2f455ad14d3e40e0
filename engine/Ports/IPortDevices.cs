using Falcon.Xsk.Native;


namespace Falcon.Engine.Ports;

/// <summary>Makes and removes the devices of ports. One thread at a time.</summary>
internal interface IPortDevices : IDisposable
{
    /// <summary>Makes a port's devices, in place of what an attempt left that failed half-way.</summary>
    /// <param name="plan">The port.</param>
    /// <param name="predecessorsEnd">As in <see cref="PortAttachment.Create"/>.</param>
    /// <exception cref="XskException">They cannot be made now.</exception>
    PortAttachment Create(PortPlan plan, long predecessorsEnd);

    /// <summary>Removes ports' devices; those that are gone already are no fault. Nothing comes from them afterwards.</summary>
    /// <exception cref="XskException">The kernel refuses.</exception>
    void Delete(IReadOnlyCollection<PortPlan> plans);
}
