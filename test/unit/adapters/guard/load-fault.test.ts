import { describe, expect, test } from '@jest/globals';
import { cpuFlags } from '../../../../adapters/guard/cpu-flags.ts';
import { loadFault, runtimeName } from '../../../../adapters/guard/load-fault.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What onnxruntime 1.30 says, word for word. */
const IR = '/onnxruntime_src/onnxruntime/core/graph/model.cc:202 onnxruntime::Model::Model(onnx::ModelProto&&) Unsupported model IR version: 99, max supported IR version: 13\n';
const OPSET = 'Load model from /x.onnx failed:/onnxruntime_src/onnxruntime/core/graph/model_load_utils.h:46 ONNX Runtime only *guarantees* support for models stamped with official released onnx opset versions. Opset 99 is under development and support for this is limited. The operator schemas and or other functionality may change before next ONNX release and in this case ONNX Runtime will not guarantee backward compatibility. Current official support for domain ai.onnx is till opset 26.\n';

describe('loadFault', () => {
  test.each([
    ['IR version is 99', 'up to 13', IR],
    ['opset is 99', 'up to 26', OPSET],
  ])('its %s and the library reads %s: both are named, with what to do', (found, supported, said) => {
    const { code, message } = loadFault('/x.onnx', new Error(said));
    expect(code).toBe('HONE_INVALID_INPUT');
    expect(message).toBe(`/x.onnx: its ${found}, and ${runtimeName()} reads ${supported}; update onnxruntime-node, or export with the onnx package of trainer/requirements.lock.`);
  });

  test('says the first line of anything else', () => {
    expect(loadFault('/x.onnx', new Error('Protobuf parsing failed.\nat …')).message).toBe('/x.onnx: onnxruntime cannot load the model (Protobuf parsing failed.).');
  });

  test('names the version in use', () => expect(runtimeName()).toMatch(/^onnxruntime-node \d+\.\d+\.\d+$/));
});

describe('cpuFlags', () => {
  test('are the processor\'s that matter for int8, whole words, on Intel, AMD and ARM; none where the system does not say', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'hone-flags-'));
    const path = join(directory, 'cpuinfo');
    await writeFile(path, 'processor\t: 0\nflags\t\t: fpu avx2 avx512_vnni_x amx_int8 sse\n\nprocessor\t: 1\n');
    expect(cpuFlags(path)).toEqual(['avx2', 'amx_int8']);
    await writeFile(path, 'processor\t: 0\nFeatures\t: fp asimd asimddp i8mm\n');
    expect(cpuFlags(path)).toEqual(['asimd', 'asimddp', 'i8mm']);
    expect(cpuFlags(join(directory, 'none'))).toEqual([]);
    await rm(directory, { recursive: true });
  });
});
