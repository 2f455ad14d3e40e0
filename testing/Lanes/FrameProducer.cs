namespace Falcon.Testing.Lanes;

/// <summary>Writes the next frame.</summary>
/// <param name="room">The buffer to write to.</param>
/// <param name="port">The port it comes from; ignored on an uplink.</param>
/// <returns>The frame's length in bytes; 0 when there is no frame for now.</returns>
public delegate int FrameProducer(Span<byte> room, out ushort port);
