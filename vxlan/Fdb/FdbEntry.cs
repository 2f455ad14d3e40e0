namespace Falcon.Vxlan;

/// <summary>One entry of a <see cref="ForwardingTable"/> as operators see it.</summary>
/// <param name="Overlay">The overlay's index.</param>
/// <param name="Mac">The address.</param>
/// <param name="Target">Where it lives.</param>
/// <param name="IsStatic">Whether it was configured. A static entry does not age, and learning does not move it.</param>
/// <param name="SeenSeconds">The clock reading at which it was learned or last seen; 0 for static entries.</param>
public readonly record struct FdbEntry(int Overlay, MacAddress Mac, FdbTarget Target, bool IsStatic, uint SeenSeconds);
