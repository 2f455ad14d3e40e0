namespace Falcon.Engine.Lanes.Memory;

/// <summary>Writes the next frame.</summary>
/// <param name="room">Where to.</param>
/// <param name="port">The port it comes from; ignored on an uplink.</param>
/// <returns>Its length in bytes; 0 when there is none for now.</returns>
public delegate int FrameProducer(Span<byte> room, out ushort port);
