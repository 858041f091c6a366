import type { LinkError } from '../generated/LinkError';

const reasons: Record<LinkError, string> = {
  notALink: 'Đây không phải là liên kết gọi điện.',
  tooLong: 'Liên kết dài quá mức.',
  badEscape: 'Liên kết bị hỏng. Hãy sao chép lại hoặc nhập số bằng tay.',
  badParameter: 'Liên kết có phần mà Reo không hiểu. Hãy nhập số bằng tay.',
  otherCountry: 'Số này chỉ dùng được ở nước khác. Hãy nhập cả mã nước, bắt đầu bằng dấu +.',
  severalNumbers: 'Có nhiều số trong đoạn này. Hãy sao chép riêng số cần gọi.',
  noNumber: 'Liên kết không có số nào để gọi.',
  badCharacter: 'Số trong liên kết có ký tự không gọi được.',
  badLength: 'Số trong liên kết quá ngắn hoặc quá dài.',
};

/** Links that ask for a call. */
export const link = {
  link: {
    call: 'Gọi {number}?',
    afterCall: 'Số này sẽ vào ô gọi khi cuộc gọi kết thúc.',
    afterSignIn: 'Đăng nhập xong, số này sẽ ở trong ô gọi.',
    fillIn: 'Đưa vào ô gọi',
    keys: 'Máy lẻ {keys}',
    press: 'Bấm máy lẻ',
    dismiss: 'Bỏ liên kết này',
    refused: 'Không dùng được liên kết',
    reasons,
    extension: 'Máy lẻ, bấm sau khi có người nghe',
    host: 'Máy chủ ghi trong liên kết',
    reference: 'Mã tham chiếu',
    noService: 'Bạn không có đầu số này',
  },
};
